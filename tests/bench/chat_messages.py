"""Messages: how long they take, what they cost, how many there can be, and who can slow them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from tests.bench import chat_floor
from tests.bench.chat_bench import CONNECTED, TALKED, Bench, middle
from tests.bench.chat_clients import Reader, WebSocket, clock, open_all
from tests.bench.chat_load import MOST_P99, Echo, Outcome, Target, highest_held, percentile
from tests.bench.chat_processes import SERVER_CORES, Seat, on
from tests.bench.chat_table import Row, compared, limited

CLIENTS = 32  # of pages, at once
LONG = "x" * 4000  # a message that fills a stuck reader's buffers soon
LONG_EVERY = 0.1  # seconds
STUCK_FOR = 4.0  # seconds; the server lets go of a stuck reader, and the next one comes


def latency(bench: Bench) -> Iterator[Row]:
    """From the sender's send to the receiver's receipt."""
    rate = bench.options.rate
    chats, echoes = bench.both(rate, bench.seconds(12))
    for name, most in (("p50", 4.0), ("p95", 0.0), ("p99", 3.0)):
        what = f"{name} from send to receipt at {rate:g} messages/s, ms"
        yield compared(what, middle(chats, name), middle(echoes, name), most=most)


def cpu(bench: Bench) -> Iterator[Row]:
    """What a message costs, against an echo and the insert of a row."""
    rate = bench.options.cpu_rate
    chats, echoes = bench.both(rate, bench.seconds(10))
    commits, commit = _bare_commits(bench)
    echo = middle(echoes, "cpu")
    what = f"CPU s of 1,000 messages at {rate:g}/s (floor: echo {echo:.3f} + insert {commit:.3f})"
    yield compared(what, middle(chats, "cpu"), echo + commit, most=8)
    yield Row("bare commits/s, one row each", "", f"{commits:,.0f}")


def _bare_commits(bench: Bench) -> tuple[float, float]:
    """Rows a second, and the processor seconds of 1,000, the database's own included."""
    seconds, before = bench.seconds(3), bench.chat.served.cpu()
    with on(SERVER_CORES):
        if bench.is_sqlite:
            return chat_floor.sqlite_commits(bench.folder, seconds)
        commits, own = chat_floor.postgresql_commits(bench.filled.settings["DATABASE_URL"], seconds)
    return commits, own + (bench.chat.served.cpu() - before) / (commits * seconds) * 1000


def rate(bench: Bench) -> Iterator[Row]:
    """The highest rate with p99 under 250 ms, nothing lost and nothing doubled."""
    ours: list[Outcome] = []
    floors: list[Outcome] = []
    for _ in range(1 if bench.options.quick else 2):
        for target, outcomes in ((bench.echo, floors), (bench.chat, ours)):
            outcomes.append(_highest(bench, target, outcomes))
    best, floor = (max(outcomes, key=lambda o: o.rate) for outcomes in (ours, floors))
    least = 1 / 10 if bench.is_sqlite else 1 / 25
    yield compared("most messages/s with p99 < 250 ms, nothing lost or doubled", best.rate, floor.rate, least=least)
    yield Row("p50 / p99 there, ms", f"{best.p50:.0f} / {best.p99:.0f}", f"{floor.p50:.0f} / {floor.p99:.0f}")
    yield compared("CPU s of 1,000 messages there", best.cpu, floor.cpu)
    yield Row("the load's share of its own core there", f"{best.generator:.0%}", f"{floor.generator:.0%}",
              goal="< 90%", is_reached=max(best.generator, floor.generator) < 0.9)  # fmt: skip


def _highest(bench: Bench, target: Target, before: list[Outcome]) -> Outcome:
    start = bench.options.start * (8 if isinstance(target, Echo) else 1)
    with target.connected(CONNECTED):
        noted = partial(bench.noted, target)
        return highest_held(target, before[-1].rate if before else start, bench.seconds(6), bench.options.most, noted)


def pages(bench: Bench) -> Iterator[Row]:
    """The pair's page with 30 messages, 32 clients at once, and what the chat feels of it."""
    ours, empty = bench.chat.served.address, bench.echo.served.address
    seats, nobody = bench.filled.seats[: 2 * TALKED], Seat(0, "")
    paths = {ours: [(seat.page, seat.cookie) for seat in seats], empty: [("/healthz", nobody.cookie)] * CLIENTS}
    took: dict[str, list[float]] = {ours: [], empty: []}
    seconds, used = bench.seconds(6), dict.fromkeys(took, 0.0)
    for _ in range(bench.rounds):
        for served in (bench.chat.served, bench.echo.served):
            address, before = served.address, served.cpu()
            with _reading(bench, address, paths[address], took[address]):
                bench.loop.rest(seconds)
            used[address] += served.cpu() - before
    rates = [len(took[address]) / seconds / bench.rounds for address in (ours, empty)]
    yield compared(f"the pair's page with 30 messages, requests/s at {CLIENTS} clients", *rates, least=1 / 8)
    yield compared("CPU ms of such a page", *(used[address] / len(took[address]) * 1000 for address in (ours, empty)))
    times = sorted(took[ours])
    p50, p99 = (percentile(times, share) * 1000 for share in (0.5, 0.99))
    yield Row(f"p50 / p99 of the page at {CLIENTS} clients, ms", f"{p50:.0f} / {p99:.0f}", ratio=f"{p99 / p50:.1f}×",
              goal="p99 ≤ 4× p50", is_reached=p99 <= 4 * p50)  # fmt: skip
    with bench.chat.connected(), _reading(bench, ours, paths[ours], []):
        outcome = bench.noted(bench.chat, bench.chat.run(bench.options.rate, bench.seconds(12)), " beside pages")
    yield limited(f"p99 of messages at {bench.options.rate:g}/s meanwhile, ms", outcome.p99, most=MOST_P99)


@contextmanager
def _reading(bench: Bench, address: str, visits: list[tuple[str, str]], took: list[float]) -> Iterator[None]:
    """While 32 clients ask for pages, each for the next as soon as it has one; `took` gets the seconds of each."""
    readers = [Reader(bench.loop, address, path, cookie) for path, cookie in visits]
    for reader in readers:
        reader.ask()
    yield
    for reader in readers:
        reader.stop()
        took += reader.took
    failed = sum(reader.failed for reader in readers)
    bench.loop.rest(1.5)
    for reader in readers:
        reader.drop()
    if failed:
        raise RuntimeError(f"{failed} pages of {address} were refused")


def stuck(bench: Bench) -> Iterator[Row]:
    """What others feel of one who takes nothing more, while 4,000 characters are written to them ten times a second."""
    rate, chat = max(bench.options.rate, 100), bench.chat
    ways: dict[bool, list[Outcome]] = {False: [], True: []}
    with chat.connected():
        for _ in range(bench.rounds):
            for is_stuck, outcomes in ways.items():
                with _flooded(bench, bench.filled.seats[-2:], is_stuck) as go_on:
                    outcome = chat.run(rate, bench.seconds(12), meanwhile=go_on)
                outcomes.append(bench.noted(chat, outcome, " beside a stuck reader" if is_stuck else ""))
    yield compared(f"p99 of others at {rate:g}/s, ms: with a stuck reader, without",
                   middle(ways[True], "p99"), middle(ways[False], "p99"), most=1.5)  # fmt: skip


@contextmanager
def _flooded(bench: Bench, seats: list[Seat], is_stuck: bool) -> Iterator[Callable[[], None]]:
    """A pair of which one writes much; the other reads it, or is stuck. Gives what must be called again and again."""
    writer, reader = open_all(bench.loop, [partial(_unheard, bench, seat) for seat in seats])
    flow = _Flow(bench, writer, reader, seats[1], is_stuck)
    try:
        yield flow.go_on
    finally:
        writer.drop()
        flow.reader.drop()
        bench.loop.rest(2.5)  # for the server to notice


def _unheard(bench: Bench, seat: Seat) -> WebSocket:
    address = bench.chat.served.address
    return WebSocket(bench.loop, address, seat.live, seat.cookie, lambda *frame: None, receive_buffer=4096)


class _Flow:
    """Long messages, and a reader who takes them or does not."""

    def __init__(self, bench: Bench, writer: WebSocket, reader: WebSocket, seat: Seat, is_stuck: bool) -> None:
        self.bench, self.writer, self.reader, self.seat, self.is_stuck = bench, writer, reader, seat, is_stuck
        self.written_at = self.stuck_at = clock()
        if is_stuck:
            reader.stop_reading()

    def go_on(self) -> None:
        """Write, if it is time to; be stuck anew, if it is time to."""
        moment = clock()
        if moment - self.written_at >= LONG_EVERY:
            self.written_at = moment
            words = f'{{"type":"message","client_id":"long-{int(moment * 1000)}","body":"{LONG}"}}'
            self.writer.say(words.encode())
        if self.is_stuck and moment - self.stuck_at > STUCK_FOR:
            self.stuck_at = moment
            self.reader.drop()
            self.reader = _unheard(self.bench, self.seat)
            self.bench.loop.turn(0.01)
            self.reader.stop_reading()
