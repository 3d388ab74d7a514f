"""Words for things and places, which tell nobody anything: no person and no body is called so."""

from typing import Final

from bot.domain.terms import fold, word_set

_THINGS = """
terminal bridge building buildings house houses home street road roads highway motorway lane square park garden pier quay
dock harbour harbor port airport runway station stop platform track tracks railway line train tram bus coach car cars truck
lorry van ship ships ferry boat vessel yacht trawler tanker freighter aircraft plane jet helicopter drone drones missile
rocket bomb weapon mine pit shaft quarry dam reservoir weir lake river canal sea coast beach island mountain hill slope
valley forest field tunnel tower crane silo warehouse hangar depot factory plant mill refinery pipeline tank valve wall roof
ceiling door gate window fence floor room hall stadium arena theatre theater church mosque temple school hotel shop market
restaurant kitchen sprinkler sprinklers pump pumps fan fans engine machine alarm siren camera fire blaze flames smoke water
storm flood floods earthquake landslide avalanche crash collision explosion accident incident attack fight strike march
protest election vote game match race season city town village district region province county country north south east west
morning afternoon evening night day week month year weekend summer winter spring autumn holiday money budget price prices
cost costs contract bottle drum barrel box bag phone telephone table chair brucke gebaude strasse platz bahnhof schiff hafen
pont batiment rue gare bateau puente edificio calle puerto ponte edificio strada porto most budynek ulica міст будівля
вулиця порт мост здание улица
"""
THINGS: Final = frozenset(map(fold, _THINGS.split()))
NO_NAME: Final = word_set(
    "was were is are be been being had has have said says told that which who whom would could should must not According"
)
"""Words that stand in sentences and in no name."""
