from storage.db import Database


def test_up_and_down(empty_database_url):
    d=Database(empty_database_url)
    assert d.check()
    d.upgrade()
    assert d.check()==[]
    d.downgrade("base")
    d.upgrade()
    assert d.check()==[]
    d.dispose()
def test_b(database): assert database.check()==[]
def test_c(database): assert database.check()==[]
def test_d(database): assert database.check()==[]
