"""Pages of official documents in the layout of Decree 30/2020, app. I.

Plain values in, PDF bytes out: no models, no settings, no clock. Start at `render.render`;
`letter.Letter` is what a page needs, `lines` holds the decree's rules for single lines,
`typst/decree30.typ` the geometry, `fields` the two empty signature fields.
"""
