"""What the tables are: each declared once, everything else derived from the declaration.

- ``codes``: the closed lists of codes, each code with its meaning (no table library, so that any room may import it);
- ``models``: one pandera model per table, with descriptions, keys, references, codes, ranges and row rules;
- ``schema``: what follows from a model: Arrow schema, primary key, references, order of dependency;
- ``tableschema``: the declaration as a Table Schema of the Data Package standard;
- ``frames``: records to data frames, data frames to Arrow, and the check of one table;
- ``tabular``: tables read in parts, from files or from memory;
- ``checks``: what one table alone cannot show;
- ``expectations``: bounds that tables should keep, and drops against the release before.

No table is changed here: what a row says is decided before it comes.
"""
