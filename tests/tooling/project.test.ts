// What the tooling reads from the wrangler.toml files.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inDependencyOrder, readWorkers, type Worker } from "../../scripts/project.ts";

function worker(name: string, needs: { services?: string[]; objectsOf?: string } = {}): Worker {
  const bindings = needs.objectsOf ? [{ name: "OBJECT", class_name: "Object", script_name: needs.objectsOf }] : [];
  return {
    name,
    id: name,
    crateDir: "",
    configPath: "",
    entry: "",
    config: {
      name,
      main: "",
      services: needs.services?.map((service) => ({ binding: service.toUpperCase(), service })),
      durable_objects: { bindings },
    },
  };
}

describe("deployment order", () => {
  test("a worker comes after those that it binds to", () => {
    const workers = [
      worker("gateway", { services: ["api", "webhook"] }),
      worker("webhook", { objectsOf: "api" }),
      worker("api", { services: ["sandbox"] }),
      worker("sandbox"),
      worker("unbound"),
    ];
    assert.deepEqual(
      inDependencyOrder(workers).map(({ name }) => name),
      ["unbound", "sandbox", "api", "webhook", "gateway"],
    );
  });

  test("a circle is reported", () => {
    const workers = [worker("a", { services: ["b"] }), worker("b", { objectsOf: "a" })];
    assert.throws(() => inDependencyOrder(workers), /b → a → b/);
  });

  test("a binding to a worker that is left out is no obstacle", () => {
    assert.equal(inDependencyOrder([worker("api", { services: ["sandbox"] })]).length, 1);
  });
});

describe("this project's workers", () => {
  const workers = readWorkers();

  test("the gateway is the first, and can be deployed last", () => {
    assert.equal(workers[0]?.name, "pinewire-gateway");
    assert.equal(inDependencyOrder(workers).at(-1)?.name, "pinewire-gateway");
  });

  test("all run with the same runtime behaviour", () => {
    assert.equal(new Set(workers.map(({ config }) => config.compatibility_date)).size, 1);
  });

  test("what one worker binds to, another one is or has", () => {
    const names = new Set(workers.map(({ name }) => name));
    for (const { name, config } of workers) {
      for (const { service } of config.services ?? []) assert.ok(names.has(service), `${name} binds to ${service}`);
      for (const { script_name } of config.durable_objects?.bindings ?? []) {
        assert.ok(script_name === undefined || names.has(script_name), `${name} binds to ${script_name}`);
      }
    }
  });

  test("every queue that is sent to has a consumer, and so has its dead-letter queue", () => {
    const consumers = workers.flatMap(({ config }) => config.queues?.consumers ?? []);
    const consumed = new Set(consumers.map(({ queue }) => queue));
    for (const { config } of workers) {
      for (const { queue } of config.queues?.producers ?? []) assert.ok(consumed.has(queue), queue);
    }
    for (const { dead_letter_queue } of consumers) {
      assert.ok(dead_letter_queue === undefined || consumed.has(dead_letter_queue), dead_letter_queue);
    }
  });
});
