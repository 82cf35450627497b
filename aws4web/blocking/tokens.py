"""`aws4web.tokens` without `await`. On CPython no thread is needed for fixed keys: nothing has to be waited for."""

from .. import tokens as _tokens
from ._client import at_once

# Each as the function of `aws4web.tokens` of its name, of either kind of client.
dsql = at_once(_tokens.dsql)
eks = at_once(_tokens.eks)
elasticache = at_once(_tokens.elasticache)
memorydb = at_once(_tokens.memorydb)
msk = at_once(_tokens.msk)
rds = at_once(_tokens.rds)

__all__ = ["dsql", "eks", "elasticache", "memorydb", "msk", "rds"]
