"""The site: the pages of docs/ as HTML that needs no network. Built by `make docs`."""
