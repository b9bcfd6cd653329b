/** Why a gallery was not handed over. As the gateway says it itself. */
export const handover = {
  missing_fields: 'Fields are missing: {{fields}}.',
  target_gone: 'The target of this export is no longer there.',
  secret_unreadable: 'The keys of this target are missing, or cannot be read with this SECRET_KEY: enter them again.',
  not_released: 'The gallery is not released any more.',
  file_missing: 'A file of the gallery is missing.',
  answered: '{{service}} answered {{status}}.',
  refused: '{{service}} refused it with the error {{code}}.',
  unreachable: '{{service}} could not be reached.',
  gave_up: 'It was tried as often as may be, without success.',
}
