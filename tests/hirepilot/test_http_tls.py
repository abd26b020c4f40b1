import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hirepilot.http import BlockedAddress, HttpClient, Unreachable
from tests.factories.servers import raw_servers, saying


@pytest.fixture
def raw_server():
    with raw_servers() as start:
        yield start


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate for secure.example, as a file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "secure.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("secure.example"), x509.IPAddress(ipaddress.ip_address("127.0.0.2"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "secure.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path


@pytest.fixture
def tls_server(raw_server, certificate):
    """A TLS server that answers with the name it was asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    asked = []
    context.sni_callback = lambda connection, name, original: asked.append(name)
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
    place = raw_server(saying(ok), wrap=lambda plain: context.wrap_socket(plain, server_side=True))
    return place.rpartition(":")[2], asked


def test_the_certificate_is_checked_against_the_name_and_not_the_address(tls_server, certificate):
    port, asked = tls_server
    trusted = ssl.create_default_context(cafile=certificate)

    def client(host, tls=None):
        place = f"{host}:{port}"
        return HttpClient(
            f"https://{place}", allow={place}, resolve=lambda h, p: ["127.0.0.1"], tls=tls, deadline=5
        )

    assert client("secure.example", trusted).get("/").text == "ok"
    assert asked == ["secure.example"]
    with pytest.raises(Unreachable, match="(?i)certificate"):
        client("other.example", trusted).get("/")
    with pytest.raises(Unreachable, match="(?i)certificate"):
        client("secure.example").get("/")


def test_a_redirect_from_https_to_http_is_refused(raw_server, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    down = b"HTTP/1.1 302 Found\r\nLocation: http://secure.example/\r\nContent-Length: 0\r\n\r\n"
    place = raw_server(saying(down), wrap=lambda plain: context.wrap_socket(plain, server_side=True))
    place = place.replace("127.0.0.1", "secure.example")
    client = HttpClient(
        f"https://{place}",
        allow={place},
        resolve=lambda host, port: ["127.0.0.1"],
        tls=ssl.create_default_context(cafile=certificate),
    )

    with pytest.raises(BlockedAddress, match="unencrypted"):
        client.get("/")
