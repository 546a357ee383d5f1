"""What editor and photo desk sign an edition off with: a report and a list of photos.

In: what a run made, found and proved. Out: `<edition>.report.html`, one page that
shows every page and photo with the findings beside them, and `<edition>.photos.csv`.
"""
