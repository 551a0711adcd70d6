"""Questions that any record may be asked: its history, its files, its document; and the search over everything."""
