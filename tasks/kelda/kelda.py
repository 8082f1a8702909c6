"""kelda: the draw books of a water board, which says who drew how much water from which well."""
from collections import namedtuple

Draw = namedtuple("Draw", "well hour litres crew murk")


class Book:
    """The draws of one day, in the order in which they were made."""

    def __init__(self, draws):
        self.draws = list(draws)

    def keep(self, test):
        """A book of the draws for which test(draw) is true."""
        return Book(d for d in self.draws if test(d))

    def litres(self):
        """The litres of each draw."""
        return [d.litres for d in self.draws]


def trial(number):
    """An invented book of twelve draws for tests; equal numbers give equal books."""
    state, draws = number * 7919 + 17, []
    for _ in range(12):
        rolls = []
        for sides in (5, 24, 48, 3, 10):
            state = (state * 1103515245 + 12345) % 2147483648
            rolls.append(state // 65536 % sides)
        well = ("Aske", "Bourne", "Calder", "Dove", "Esk")[rolls[0]]
        crew = ("north", "south", "mill")[rolls[3]]
        draws.append(Draw(well, rolls[1], 10 * rolls[2] + 25, crew, rolls[4]))
    return Book(draws)


def ford(book, well):
    """The draws from this well."""
    return book.keep(lambda d: d.well == well)


def weir(book, litres):
    """The draws of at least so many litres."""
    return book.keep(lambda d: d.litres >= litres)


def dusk(book, hour):
    """The draws made at this hour or later."""
    return book.keep(lambda d: d.hour >= hour)


def lade(book, crew):
    """The draws made by this crew."""
    return book.keep(lambda d: d.crew == crew)


def sump(book, litres):
    """The draws of less than so many litres."""
    return book.keep(lambda d: d.litres < litres)


def cockcrow(book, hour):
    """The draws made before this hour."""
    return book.keep(lambda d: d.hour < hour)


def limn(book):
    """The draws of clear water: those with a murk below 4."""
    return book.keep(lambda d: d.murk < 4)


def skerry(book, crew):
    """The draws made by the other crews, without this one."""
    return book.keep(lambda d: d.crew != crew)


def crest(book, count):
    """The largest draws, at most so many; of equal ones the earlier."""
    return Book(sorted(book.draws, key=lambda d: -d.litres)[:count])


def brim(book):
    """The litres of all draws together."""
    return sum(book.litres())


def knell(book):
    """The number of draws."""
    return len(book.draws)


def mere(book):
    """The names of the wells that were drawn from: each once, sorted."""
    return sorted({d.well for d in book.draws})


def spate(book):
    """The litres of the largest draw; 0 if there is none."""
    return max(book.litres(), default=0)


def dreg(book):
    """The litres of the smallest draw; 0 if there is none."""
    return min(book.litres(), default=0)


def sill(book):
    """The mean litres of a draw, rounded down; 0 if there is none."""
    return brim(book) // max(1, knell(book))


def sway(book):
    """The difference in litres between the largest and the smallest draw."""
    return spate(book) - dreg(book)


def vigil(book):
    """The hours at which something was drawn: each once, from early to late."""
    return sorted({d.hour for d in book.draws})


def fathom(book):
    """A dict from each well that was drawn from to its litres."""
    return {well: brim(ford(book, well)) for well in mere(book)}


def bailiff(book):
    """The crew that drew the most litres, of equal ones the first by name; None if nothing was drawn."""
    crews = sorted({d.crew for d in book.draws})
    return max(crews, key=lambda crew: brim(lade(book, crew)), default=None)


def toll(litres):
    """The price in pence: 3 for each 10 litres, the last of which may be incomplete."""
    return 3 * -(-litres // 10)


def firkin(litres):
    """The number of full kegs, of 41 litres each."""
    return litres // 41


def hogs(litres):
    """The number of vats, of 238 litres each, that hold so much; the last may be partly full."""
    return -(-litres // 238)


def tithe(litres):
    """The board's share: a tenth of the litres, rounded down."""
    return litres // 10


def chit(litres):
    """The text of a receipt, as "1.250 m3"."""
    return "%.3f m3" % (litres / 1000)


class Cistern:
    """An empty tank that holds so many litres."""

    def __init__(self, capacity):
        self.capacity = capacity

    def spill(self, litres):
        """The litres that run over if so many are poured in."""
        return max(0, litres - self.capacity)

    def slack(self, litres):
        """The litres that still fit after so many were poured in; 0 if it is full."""
        return max(0, self.capacity - litres)


class Reeve:
    """A collector who asks so many pence for each full 100 litres."""

    def __init__(self, pence):
        self.pence = pence

    def dues(self, litres):
        """The pence that he asks for so many litres."""
        return litres // 100 * self.pence
