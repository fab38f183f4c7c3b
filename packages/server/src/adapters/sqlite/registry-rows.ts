import { Provenance } from '@ratchet-ml/protocol'
import type { Alias, Attachment, Model, Version } from '../../registry/types.ts'
import { digestOf, hasValue, integerOf, type Row, textOf } from './columns.ts'

export function modelOf(row: Row): Model {
  return {
    name: textOf(row, 'name'),
    purpose: textOf(row, 'purpose'),
    owner: textOf(row, 'owner'),
    createdAt: integerOf(row, 'created_at'),
    createdBy: textOf(row, 'created_by'),
  }
}

export function versionOf(row: Row): Version {
  return {
    model: textOf(row, 'model'),
    version: integerOf(row, 'version'),
    digest: digestOf(row, 'digest'),
    format: textOf(row, 'format'),
    task: textOf(row, 'task'),
    sizeBytes: integerOf(row, 'size_bytes'),
    createdAt: integerOf(row, 'created_at'),
    createdBy: textOf(row, 'created_by'),
  }
}

export function aliasOf(row: Row): Alias {
  return {
    model: textOf(row, 'model'),
    alias: textOf(row, 'alias'),
    version: integerOf(row, 'version'),
    validFrom: integerOf(row, 'valid_from'),
    ...(hasValue(row, 'valid_to') ? { validTo: integerOf(row, 'valid_to') } : {}),
  }
}

export function attachmentOf(row: Row): Attachment {
  const provenance = hasValue(row, 'provenance')
    ? { provenance: Provenance.parse(JSON.parse(textOf(row, 'provenance'))) }
    : {}
  return {
    model: textOf(row, 'model'),
    version: integerOf(row, 'version'),
    role: textOf(row, 'role'),
    digest: digestOf(row, 'digest'),
    ...provenance,
    createdAt: integerOf(row, 'created_at'),
    createdBy: textOf(row, 'created_by'),
  }
}
