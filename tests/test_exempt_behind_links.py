"""The same word sought in the demo: at every address, and behind three links of each kind, for two municipalities.

It takes minutes; what it looks for, and where it must be found, is told in test_exempt_cases.
"""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import resolve

from tests import pdfs
from tests.test_access import ATTACHED, IMPORTED, addresses, arguments  # noqa: F401 - the fixture of all addresses
from tests.test_exempt_cases import assert_closed, crawl, files, finance, make_exempt, pages_of, path_of  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("demo_loaded")]


@pytest.fixture(scope="module")
def exempt(demo_loaded, arguments):  # noqa: F811 - which looks for the only one of its kinds, before there are more
    return make_exempt()


@pytest.fixture
def pages(exempt, arguments):  # noqa: F811
    default_storage.save(ATTACHED, ContentFile(pdfs.make_pdf()))
    default_storage.save(IMPORTED, ContentFile(b"Konto;Tekst\n1;x\n"))
    found = [*pages_of(exempt), *filter(None, (path_of(name, arguments(name)) for name in addresses()))]
    assert {resolve(path).view_name for path in found} == set(addresses())
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("who", [0, 1])
def test_finance_finds_the_word_behind_no_link_of_any_page(client, finance, pages, who):  # noqa: F811
    client.force_login(finance[who])

    assert_closed(crawl(client, pages, follow=3), finance[who])
