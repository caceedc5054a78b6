"""Self-made certificates that sign PDFs and stamp times, as PKCS#12 files."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

PASSPHRASE = "open sesame"
SIGNS = x509.KeyUsage(
    digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=True, crl_sign=False, encipher_only=False, decipher_only=False,
)  # fmt: skip
MAKERS = {
    "ecdsa": lambda: ec.generate_private_key(ec.SECP256R1()),
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
}


def pkcs12_file(
    folder: Path, algorithm: str = "ecdsa", *, begin: datetime | None = None, days: int = 2, purpose: str = ""
) -> Path:
    """Its own authority, valid for `days` from yesterday or `begin`; `purpose` is an extended key usage's dotted id."""
    key = MAKERS[algorithm]()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "示範機關")])
    begin = begin or datetime.now(UTC) - timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(begin).not_valid_after(begin + timedelta(days=days))
    made = made.add_extension(SIGNS, critical=True)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    if purpose:
        usage = x509.ExtendedKeyUsage([x509.ObjectIdentifier(purpose)])
        made = made.add_extension(usage, critical=True)
    certificate = made.sign(key, None if algorithm == "ed25519" else hashes.SHA256())
    protection = BestAvailableEncryption(PASSPHRASE.encode())
    path = folder / f"{algorithm}.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"jibao", key, certificate, None, protection))
    return path
