"""Drawings of the newsroom, as SVG: a nameplate, a chart, a map.

`clean` says what may stand in one, `picture` makes a picture of it (`__main__` is
the process that draws), for articles take their drawings as they take photos.
"""
