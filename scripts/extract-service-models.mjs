import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

// Writes simulator/wire/service-models.json: what AWS's own service models ask of the requests that this action makes (required
// members, lengths, ranges, patterns, enums). Run it after an update of the SDK or when the action makes another call:
//   pip install --target /tmp/botocore botocore && node scripts/extract-service-models.mjs /tmp/botocore/botocore
const [botocore] = process.argv.slice(2)
if (botocore === undefined) {
  process.stderr.write('usage: node scripts/extract-service-models.mjs <folder of the Python package botocore>\n')
  process.exit(2)
}

const root = fileURLToPath(new URL('..', import.meta.url))
const MODELS = { codebuild: '2016-10-06', events: '2015-10-07', scheduler: '2021-06-30', codepipeline: '2015-07-09' }
const KEPT = ['type', 'required', 'min', 'max', 'pattern', 'enum']

const botocoreVersion = /__version__ = '([^']+)'/.exec(readFileSync(join(botocore, '__init__.py'), 'utf8'))?.[1]
const calls = readFileSync(join(root, 'src/aws/clients.ts'), 'utf8')
const services = {}
for (const [service, apiVersion] of Object.entries(MODELS)) {
  const model = JSON.parse(gunzipSync(readFileSync(join(botocore, 'data', service, apiVersion, 'service-2.json.gz'))))
  const names = [...calls.matchAll(new RegExp(`'${service}:(\\w+)'`, 'g'))]
    .map(([, name]) => name)
    .toSorted((a, b) => (a < b ? -1 : 1))
  const shapes = {}
  const keep = (name) => {
    if (name in shapes) return
    const shape = model.shapes[name]
    const kept = Object.fromEntries(KEPT.filter((key) => key in shape).map((key) => [key, shape[key]]))
    shapes[name] = kept
    if (shape.members !== undefined) {
      kept.members = {}
      for (const [member, { shape: of }] of Object.entries(shape.members)) kept.members[member] = of
    }
    for (const part of ['member', 'key', 'value']) if (part in shape) kept[part] = shape[part].shape
    for (const of of [...Object.values(kept.members ?? {}), kept.member, kept.key, kept.value])
      if (of !== undefined) keep(of)
  }
  const operations = {}
  for (const name of names) {
    const operation = model.operations[name]
    if (operation === undefined) throw new Error(`botocore ${botocoreVersion} does not know ${service}:${name}`)
    operations[name] = operation.input.shape
    keep(operation.input.shape)
  }
  const sorted = Object.fromEntries(Object.entries(shapes).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  services[service] = { apiVersion, operations, shapes: sorted }
}

// A shape on each line: Prettier keeps an object on one line where it fits.
const lines = (entries) =>
  Object.entries(entries)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(',\n')
const text = Object.entries(services).map(
  ([service, { apiVersion, operations, shapes }]) =>
    `${JSON.stringify(service)}: {\n"apiVersion": "${apiVersion}",\n` +
    `"operations": {\n${lines(operations)}\n},\n"shapes": {\n${lines(shapes)}\n}\n}`,
)
const file = join(root, 'simulator/wire/service-models.json')
writeFileSync(file, `{\n"source": "botocore ${botocoreVersion}",\n"services": {\n${text.join(',\n')}\n}\n}\n`)
process.stdout.write(`${file}: now run "npx prettier --write simulator/wire/service-models.json"\n`)
