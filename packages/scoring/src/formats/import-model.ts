import { decodeUtf8 } from '../platform-globals.ts'
import { Refusal, type RefusalDetail } from '../refusals.ts'
import { shown } from '../shown.ts'
import { importCatboost } from './catboost/import.ts'
import { detectFormat, type ModelFormat } from './detect.ts'
import type { Imported, ImportOptions } from './imported.ts'
import { latin1 } from './latin1.ts'
import { importLightgbm } from './lightgbm/import.ts'
import { importOnnx } from './onnx/import.ts'
import { importSklearn } from './sklearn/import.ts'
import { importXgboost } from './xgboost/import.ts'

type Importer = (bytes: Uint8Array, options: ImportOptions) => Imported

const importers: Partial<Record<ModelFormat, Importer>> = {
  'lightgbm-text': withoutIterations(importLightgbm),
  catboost: withoutIterations(importCatboost),
  xgboost: importXgboost,
  'scikit-learn': withoutIterations(importSklearn),
  onnx: withoutIterations((bytes, { graph }) => importOnnx(bytes, graph)),
}

const readable =
  'a LightGBM text model, an XGBoost model in JSON or UBJSON, a CatBoost model in JSON, as save_model writes them, an ONNX model, or an export of a scikit-learn estimator'

/** Formats that are recognised and not read, by the name people know them by. */
const notRead: Partial<Record<ModelFormat, Omit<RefusalDetail, 'place' | 'expected'>>> = {
  'ratchet-package': {
    code: 'model-unsupported',
    found: 'a ZIP archive',
    hint: 'A Ratchet package is opened with loadPackage; other archives are not read.',
  },
  pickle: {
    code: 'model-pickle',
    found: 'a Python pickle or joblib file',
    hint: 'Loading a pickle runs any code that its author put into it, so Ratchet never opens one. A scikit-learn estimator is exported where it was trained: ratchet exporter python > ratchet_export.py, then python ratchet_export.py model.joblib -o model.zip --sample X.csv, then import model.zip. LightGBM alone: model.booster_.save_model("model.txt").',
  },
  compressed: {
    code: 'model-unsupported',
    found: 'a compressed file',
    hint: 'Decompress it first. If joblib.dump wrote it, it is a pickle inside, which Ratchet never opens: ratchet exporter python > ratchet_export.py, then python ratchet_export.py model.joblib -o model.zip --sample X.csv, then import model.zip.',
  },
  'xgboost-binary': {
    code: 'model-unsupported',
    found: 'an XGBoost model in the binary form before 2.1',
    hint: 'Load it with the XGBoost that wrote it and save it as JSON, with booster.save_model("model.json").',
  },
  'catboost-binary': {
    code: 'model-unsupported',
    found: 'a CatBoost model in its binary form',
    hint: 'Save it as JSON with the data that it was trained on, so that the texts of categories are in it: model.save_model("model.json", format="json", pool=train_pool).',
  },
  pmml: unread('a PMML document'),
  'lightgbm-json': {
    code: 'model-unsupported',
    found: 'a LightGBM JSON dump',
    hint: 'Save the text model instead, with booster.save_model("model.txt"): the dump is not made to be read back.',
  },
}

/**
 * Reads a trained model from the bytes of its file, whatever format it is in.
 *
 * @throws Refusal `model-format-unknown`, `model-pickle`, `model-truncated`, `model-corrupt` or
 * `model-unsupported`, each naming the place
 */
export function importModel(bytes: Uint8Array, options: ImportOptions = {}): Imported {
  const format = detectFormat(bytes)
  const importer = importers[format]
  if (importer !== undefined) return importer(bytes, options)
  const detail = notRead[format]
  if (detail !== undefined) throw new Refusal({ ...detail, place: 'byte 0', expected: readable })
  const found =
    bytes.length === 0 ? 'an empty file' : `a file that starts with ${shown(startOf(bytes))}`
  throw new Refusal({ code: 'model-format-unknown', place: 'byte 0', found, expected: readable })
}

/** How a file begins: as UTF-8 where it is that, wherever a character is cut; else byte by byte. */
function startOf(bytes: Uint8Array): string {
  for (let length = 24; length > 20; length--) {
    const text = decodeUtf8(bytes.subarray(0, length))
    if (text !== undefined) return text
  }
  return latin1(bytes, 0, Math.min(24, bytes.length))
}

/** An importer of files that do not name a best iteration. */
function withoutIterations(importer: Importer): Importer {
  return (bytes, options) => {
    const imported = importer(bytes, options)
    if (options.bestIteration !== true) return imported
    throw new Refusal({
      code: 'model-unsupported',
      place: 'byte 0',
      found: `a file of the format ${imported.format}, which names no best iteration`,
      expected: 'an XGBoost model with a best iteration',
      hint: 'Import it without asking for the best iteration: LightGBM saves the best one only, unless told otherwise.',
    })
  }
}

function unread(found: string): Omit<RefusalDetail, 'place' | 'expected'> {
  return {
    code: 'model-unsupported',
    found,
    hint: 'This release reads LightGBM text models, XGBoost models in JSON or UBJSON, CatBoost models in JSON and ONNX models; this format is recognised but not read yet.',
  }
}
