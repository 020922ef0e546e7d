"""What an agent string says: browser, system and device, and whether it is a person's, a robot's or a preview's."""

from functools import lru_cache
from importlib.metadata import version
from typing import NamedTuple

from ua_parser import parse

from shortener.clicks.classes import BOT, HUMAN, UNKNOWN
from shortener.clicks.devices import device_of
from shortener.clicks.robots import robot_of

OWN_RULES = 3  # goes up when what is written here, in devices, robots, steps/kind.py or recount/rates.py changes
_crawlers = ".".join(version("crawler-user-agents").split(".")[:2])
RULES_VERSION = f"{OWN_RULES}-{version('ua-parser-builtins')}-{_crawlers}"[:16]
MOST_KNOWN = 20_000
LONGEST = 64
BEGINNINGS = ("Mozilla/", "Opera/")  # how every browser has begun since 1995


class Browser(NamedTuple):
    """Of one agent string. `visitor_class` and `reason` are what it alone says; None is what it doesn't say."""

    browser: str | None
    os: str | None
    device: str | None
    visitor_class: str
    reason: str


NO_AGENT = Browser(None, None, None, BOT, "no agent")


@lru_cache(MOST_KNOWN)
def read_agent(agent: str) -> Browser:
    """What is known of an agent string; an empty one is no browser's."""
    agent = agent.replace("\0", "")
    if not agent.strip():
        return NO_AGENT
    found = parse(agent)
    family = found.user_agent.family[:LONGEST] if found.user_agent else None
    system = found.os.family[:LONGEST] if found.os else None
    is_spider = found.device is not None and found.device.brand == "Spider"
    robot = robot_of(agent, spider=family if is_spider else None)
    if robot:
        return Browser(family, system, None, *robot)
    if family and agent.startswith(BEGINNINGS):
        return Browser(family, system, device_of(agent), HUMAN, "browser")
    return Browser(family, system, device_of(agent), UNKNOWN, "unknown agent")
