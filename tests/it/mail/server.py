"""A mail server for the tests: STARTTLS and sign-in before anything else, on 127.0.0.1, in a folder of its own.

server.py FOLDER PORT: FOLDER has cert.pem and key.pem; what comes is written there. `mood` has one word for each letter to come:
a number with which it is refused, `silent` (no answer), `lost` (taken, and the line is cut before the answer). Without a word: taken.
"""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder = pathlib.Path(sys.argv[1])
letters = 0


def mood():
    file = folder / "mood"
    words = file.read_text().split() if file.exists() else []
    file.write_text(" ".join(words[1:]))
    return words[0] if words else ""


def authenticate(server, session, envelope, mechanism, given):
    right = isinstance(given, LoginPassword) and given == LoginPassword(b"mado", b"a mail password")
    return AuthResult(success=right, handled=False)


class Takes:
    async def handle_DATA(self, server, session, envelope):
        global letters
        how = mood()
        if how.isdigit():
            return f"{how} no, {envelope.rcpt_tos[0]}"
        if how == "silent":
            await asyncio.sleep(3600)
        letters += 1
        to = ",".join(envelope.rcpt_tos)
        head = f"tls={session.ssl is not None} in={session.authenticated} hello={session.host_name} from={envelope.mail_from} to={to}\n"
        (folder / f"{letters:03}.part").write_bytes(head.encode() + envelope.original_content)
        (folder / f"{letters:03}.part").rename(folder / f"{letters:03}.letter")
        if how == "lost":
            server.transport.abort()
        return "250 taken"


async def main():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    make = lambda: SMTP(
        Takes(), hostname="mail.test", tls_context=context, require_starttls=True, authenticator=authenticate, auth_required=True
    )
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", int(sys.argv[2]))
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
