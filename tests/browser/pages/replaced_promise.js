// A page whose Promise is a class of its own, as Angular's zone.js has it: https://www.npmjs.com/package/zone.js
// What the browser itself returns stays a real promise, whose `then` returns one of these.
const Real = Promise;
const { then } = Real.prototype;
const { fetch } = globalThis;

class ReplacedPromise {
  #real;

  constructor(executor) {
    this.#real = new Real(executor);
  }

  then(...reactions) {
    const real = this.#real;
    return new ReplacedPromise((resolve, reject) => then.call(then.apply(real, reactions), resolve, reject));
  }

  catch(onRejected) {
    return this.then(undefined, onRejected);
  }

  finally(onFinally) {
    const after = (go) => (value) => ReplacedPromise.resolve(onFinally()).then(() => go(value));
    return this.then(after((value) => value), after((reason) => ReplacedPromise.reject(reason)));
  }

  get [Symbol.toStringTag]() {
    return "Promise";
  }

  static resolve(value) {
    return value instanceof ReplacedPromise ? value : new ReplacedPromise((resolve) => resolve(value));
  }

  static reject(reason) {
    return new ReplacedPromise((_resolve, reject) => reject(reason));
  }
}
for (const name of ["all", "allSettled", "any", "race"]) {
  ReplacedPromise[name] = (values) => ReplacedPromise.resolve(Real[name](values));
}
Real.prototype.then = function (...reactions) {
  return new ReplacedPromise((resolve, reject) => then.call(this, resolve, reject)).then(...reactions);
};
globalThis.Promise = ReplacedPromise;
globalThis.fetch = (...args) => ReplacedPromise.resolve(fetch(...args));
