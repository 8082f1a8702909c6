"""What the tasks ask of kelda: for each function how often it is needed, in which words, and with which arguments."""
from collections import namedtuple

WELLS = ["Aske", "Bourne", "Calder", "Dove", "Esk"]
CREWS = ["north", "south", "mill"]

# often: how often practice needs it. A number: a common need, with its weight among the common ones of its kind.
#        RARE: one of the rare needs, each of which has the same small number of practice tasks.
# words: how a prompt says it; the first also where a conversion follows. {draws}, {litres} stand for what it is applied to, {0} for its
#        argument.
# argument: the argument's name and the values that tasks use; None: it has none.
# name: the name of a function that returns such a value.
Need = namedtuple("Need", "often words argument name")
RARE = None

# From a book to a smaller book.
FILTERS = {
    "ford": Need(5, ["from the well {0}", "drawn from the well {0}"], ("well", WELLS), None),
    "weir": Need(4, ["of at least {0} litres", "of {0} litres or more"], ("litres", range(85, 400, 10)), None),
    "dusk": Need(2, ["made at hour {0} or later", "not made before hour {0}"], ("hour", range(5, 20)), None),
    "lade": Need(2, ["made by the crew {0}", "of the crew {0}"], ("crew", CREWS), None),
    "sump": Need(RARE, ["of less than {0} litres", "below {0} litres"], ("litres", range(105, 450, 10)), None),
    "cockcrow": Need(RARE, ["made before hour {0}", "earlier than hour {0}"], ("hour", range(5, 20)), None),
    "limn": Need(RARE, ["of clear water", "whose water was clear"], None, None),
    "skerry": Need(RARE, ["not made by the crew {0}", "of a crew other than {0}"], ("crew", CREWS), None),
    "crest": Need(RARE, ["the {0} largest of {draws}", "the largest {0} of {draws}"], ("count", [2, 3, 4, 5]), None),
}

# From a book to a number of litres.
LITRES = {
    "brim": Need(6, ["the total litres of {draws}", "how many litres {draws} add up to"], None, "total_litres"),
    "spate": Need(2, ["the litres of the largest of {draws}"], None, "largest_draw"),
    "dreg": Need(RARE, ["the litres of the smallest of {draws}"], None, "smallest_draw"),
    "sill": Need(RARE, ["the mean litres, rounded down, of {draws}"], None, "mean_litres"),
    "sway": Need(RARE, ["the litres by which the largest and the smallest of {draws} differ"], None, "litres_between"),
}

# From a book to something else.
FINDINGS = {
    "knell": Need(4, ["the number of {draws}", "how many there are of {draws}"], None, "draw_count"),
    "mere": Need(2, ["the sorted names of the wells of {draws}, each once"], None, "well_names"),
    "vigil": Need(RARE, ["the hours of {draws}, each once and in order"], None, "draw_hours"),
    "fathom": Need(RARE, ["a dict from each well of {draws} to its litres"], None, "litres_by_well"),
    "bailiff": Need(RARE, ["the name of the crew that drew the most litres in {draws}"], None, "busiest_crew"),
}

# From litres to what they are worth, or need.
CONVERSIONS = {
    "toll": Need(4, ["the price in pence of {litres}", "what is to be paid, in pence, for {litres}"], None, "price"),
    "firkin": Need(2, ["the number of full kegs in {litres}", "how many kegs can be filled with {litres}"], None, "kegs"),
    "hogs": Need(RARE, ["the number of vats that hold {litres}", "how many vats are needed for {litres}"], None, "vats"),
    "tithe": Need(RARE, ["the board's share of {litres}"], None, "board_share"),
    "chit": Need(RARE, ["the text of a receipt for {litres}"], None, "receipt"),
    "Cistern.spill": Need(
        RARE, ["what runs over of {litres} in a tank for {0} litres"], ("capacity", range(155, 600, 20)), "overflow"),
    "Cistern.slack": Need(
        RARE, ["the litres that fit on top of {litres} into a tank for {0}"], ("capacity", range(755, 1800, 50)), "room"),
    "Reeve.dues": Need(
        RARE, ["what a collector of {0} pence gets for {litres}"], ("pence", range(2, 10)), "collected"),
}

ALL = {**FILTERS, **LITRES, **FINDINGS, **CONVERSIONS}
