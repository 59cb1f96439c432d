"""What the program knows about Chinese: a module for each kind of knowledge, with its words and phrases in TOML beside
it (vocabulary.py reads them; every entry has an example that must match and one that must not).

folding: scripts and the search form. sentences, words: cutting. dictionary: a library's own words and aliases.
numerals: 三十二, 1.2万. amounts: numbers with their units. dates: days, periods, years. named: 第三届, 二审, 112路.
names: people and their offices. places: places and institutions. asking: question words. measures: what a question
measures (多久). remarks: input that asks nothing (谢谢). library: questions about the library itself. likeness: words
that can replace each other in a question (末班 for 首班). polarity: denial, hedges, opposites. synonyms: words with the
same meaning. enumeration: 一是…二是…. list_marks: markers that begin list items. outlets: endings of the names of
newspapers, stations and sites.
"""
