import pytest, time
from django.urls import reverse
from meetings.registers.standard import Standard
from tests.factories import *
@pytest.mark.django_db
def test_x(client, municipalities):
    for st in Standard: 
        r=make_register(st)
        head=make_user(role=User.Role.HEAD); client.force_login(head)
        make_register_row(r, **{r.columns.first().key: "Å"})
        for c in [None,*r.columns.all()]:
            for p in ("","-"):
                from meetings.registers.sheet import Sheet
                for q in ("", "&eksport=xlsx", "&eksport=csv"):
                    a=client.get(r.get_absolute_url()+f"?sort={p}{c.key if c else ''}&q=å&fra=2024-01-01&kommune=1506"+q); assert a.status_code==200
    open("/tmp/reg.html","w").write(client.get("/registre/utrulling/").content.decode())
    assert client.get("/registre/").status_code==200
    assert client.get("/registre/avtaler/tatt-bort/").status_code==200
    assert client.get("/registre/avtaler/forslag/?kolonne=%d&q=l"%make_register(Standard.AGREEMENTS).columns.get(key="ansvarlig").pk).json()["found"]
