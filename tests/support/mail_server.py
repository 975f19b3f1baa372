"""A mail server for tests (Debian's python3-aiosmtpd). Whatever it takes it writes into a folder, one file each.

What it answers to a message is in the folder's file `answer`: a reply as SMTP has it, or `silence` to take the message and
never say so. Says `ready PORT` when it listens; ends with its parent.
"""

import argparse
import asyncio
import itertools
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Mailbox:
    def __init__(self, folder):
        self.folder = folder
        self.numbers = itertools.count(1)

    async def handle_DATA(self, server, session, envelope):
        answer = self.folder / "answer"
        words = answer.read_text().strip() if answer.exists() else ""
        if words and words != "silence":
            return words
        head = f"X-To: {','.join(envelope.rcpt_tos)}\r\nX-Tls: {server.transport.get_extra_info('sslcontext') is not None}\r\n".encode()
        fresh = self.folder / "fresh"
        fresh.write_bytes(head + envelope.original_content)
        fresh.rename(self.folder / f"{next(self.numbers):05}.eml")
        if words == "silence":
            await asyncio.sleep(3600)
        return "250 taken"


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
    options.add_argument("--account", help="name:password")
    asked = options.parse_args()
    context = None
    if asked.tls != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(asked.folder / "cert.pem", asked.folder / "key.pem")

    mailbox = Mailbox(asked.folder)

    def knows(server, session, envelope, mechanism, data):
        known = f"{data.login.decode()}:{data.password.decode()}" == asked.account
        return AuthResult(success=known, handled=False)

    def session():
        return SMTP(
            mailbox,
            hostname="mail.test",
            tls_context=context if asked.tls == "starttls" else None,
            require_starttls=asked.tls == "starttls",
            auth_required=bool(asked.account),
            auth_require_tls=False,
            authenticator=knows if asked.account else None,
        )

    server = await asyncio.get_running_loop().create_server(
        session, "127.0.0.1", asked.port, ssl=context if asked.tls == "implicit" else None
    )
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    # The parent holds the other end: when it is gone, so is this.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    sys.exit(0)


asyncio.run(main())
