"""The archive: every article a newsroom has, in one SQLite file, found again.

In: article records. Out: articles by id, by words, by week. `store` keeps them,
`intake` takes them in, `photos` keeps theirs beside it, `search` and `duplicates` find,
`weeks` knows what a week is, `compose` writes an edition.toml. This page of the package
stays light: `exporter.unchanged` asks the store without loading the model.
"""
