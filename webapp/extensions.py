"""Extensions, unbound; `create_app` binds them."""

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_mail import Mail
from flask_sock import Sock
from flask_wtf.csrf import CSRFProtect

from webapp import counting  # noqa: F401 # `limits` learns the `process:` scheme from it

babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address)
login = LoginManager()
mail = Mail()
sock = Sock()
