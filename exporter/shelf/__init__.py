"""The readers' shelf: delivered editions as a folder that any web server can publish.

In: output folders of `build` and `batch`. Out: a page, catalogues for reading apps
(OPDS) and a feed (Atom), and beside them the files of each edition (docs/shelf.md).
"""
