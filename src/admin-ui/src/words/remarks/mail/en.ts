/** Why a mail was not sent. As the gateway says it itself. */
export const mail = {
  no_answer: 'No answer within {{seconds}} seconds.',
  not_sent: 'The mail could not be sent.',
  broken_off: 'The gateway was stopped while the mail was being sent.',
  no_address: 'This is not an address that mails can be sent to.',
  link_unreadable: 'The link of the gallery cannot be read with this SECRET_KEY: renew it, then send again.',
  answered: '{{service}} answered {{status}}.',
  unreachable: '{{service}} could not be reached.',
}
