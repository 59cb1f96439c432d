"""What the program knows of Chinese, in one place: a module for each kind of knowledge, its words and phrases as TOML
beside it (vocabulary.py reads them; every entry has an example that must match and one that must not).

folding: scripts and the search form. sentences, words: cutting. dictionary: a library's own words and aliases.
numerals: 三十二, 1.2万. amounts: numbers with their units. dates: days, periods, years. ordinals: 第三届, 二审, 112路.
names: people and their offices. places: places and institutions. asking: what a question asks with. measures: what a
question measures (多久). remarks: what asks nothing (谢谢). library: what is asked of a library itself. likeness:
what can take the place of what in a question (末班 of 首班). polarity: denial, hedges, opposites. synonyms: words
that say the same. enumeration: 一是…二是…. list_marks: what items begin with. outlets: what names of papers,
stations and sites end in.
"""
