"""THE WEB API. The paths, the JSON, the errors and the headers of OpenFisca's, by the engine.

reponses.py    a request answered, without a server
noyaux.py      which shapes of request are compiled, and how many
construire.py  the process that compiles one, within its limits
wsgi.py        the application that a fund serves alone: `granian justedroit.web.api.wsgi:application`
views.py       the same under `/api/` of the site
"""
