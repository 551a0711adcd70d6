"""One file per revision; `store.revisions` lists them."""
