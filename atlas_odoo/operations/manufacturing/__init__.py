"""Questions about bills of materials and manufacturing orders."""
