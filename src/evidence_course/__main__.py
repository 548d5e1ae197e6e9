"""``python -m evidence_course``."""

import sys

from evidence_course.cli import main

sys.exit(main())
