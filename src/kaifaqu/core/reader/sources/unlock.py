"""Opens what only write protection has locked: Excel encrypts such workbooks with a password that everybody knows."""

from __future__ import annotations

import io

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from kaifaqu.core.reader.sources.model import SourceRefused

DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105 - published in [MS-OFFCRYPTO] §2.4.2.3


def decrypt_default(data: bytes) -> bytes:
    """`data` itself when it isn't encrypted, else decrypted with Excel's default password. Raises SourceRefused."""
    try:
        document = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not document.is_encrypted():
            return data
        document.load_key(password=DEFAULT_PASSWORD)
        plain_bytes = io.BytesIO()
        document.decrypt(plain_bytes)
    except (InvalidKeyError, DecryptionError) as error:
        raise needs_password() from error
    except (FileFormatError, ParseError) as error:
        raise SourceRefused(
            "文件是旧式 Office 复合文档,但里面没有可读的工作簿。应为 .xls、.et 工作簿。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
        ) from error
    return plain_bytes.getvalue()


def needs_password() -> SourceRefused:
    """What is said of a file that asks for a password."""
    return SourceRefused("文件加了打开密码,无法读取。应为不需要密码就能打开的文件。请用原软件去掉密码,另存后再上传。")
