"""The platform outside Pyodide."""

import asyncio
import random
import time

from . import crypto_hashlib, transport_httpx
from .interface import Platform

PLATFORM = Platform(
    crypto=crypto_hashlib,
    transport=transport_httpx,
    now=time.time,
    sleep=asyncio.sleep,
    random=random.random,
)
