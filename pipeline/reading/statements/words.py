"""Small words of English on which the reading of a clause turns."""

BE = frozenset("is are was were be been being".split())
HAVE = frozenset("has have had having".split())
POSSESSIVE = "'s"
PREPOSITIONS = frozenset(
    "of with to for from by on between among at in toward towards about over into regarding concerning against "
    "including like than upon under via through during after before since without within".split()
)
SUBORDINATORS = frozenset(
    "that when as where because if whether who whose how what why although though until unless".split()
)
# Behind these the words before answer what was said: "In response, …".
ANSWERS = frozenset("response reply return answer".split())

# How many different words a table of single words keeps: more than a language's readouts have in common.
VOCABULARY = 16384
