/** Why a message did not arrive. As the gateway says it itself. */
export const delivery = {
  no_answer: 'No answer within {{seconds}} seconds.',
  secret_unreadable: 'Its secret cannot be read with this SECRET_KEY: rotate it.',
  not_sent: 'It could not be sent.',
  answered: 'It answered {{status}}.',
  no_address: '{{host}} has no address',
  not_public: '{{host}} is not on the open internet',
  redirects: '{{host}}: redirects again',
  too_large: '{{host}}: more than {{bytes}} bytes',
  compressed: '{{host}}: answers compressed, unasked',
  silent: '{{host}}: nothing for {{milliseconds}} ms',
  not_https: '{{host}}: not https',
  other_port: '{{host}}: port {{port}}',
  failed: '{{host}}: {{what}}',
}
