"""`exporter preview`: an edition's pages in the browser, made anew at every change.

In: an edition. Out: a page on loopback. `attempt` builds as `exporter build` does, as
far as the PDF, in a temporary folder; `watch` looks at exactly what was read; `board`
holds what is shown at the moment, `html` makes a page of it, `server` hands it out;
`run` joins them. Nothing is delivered.
"""
