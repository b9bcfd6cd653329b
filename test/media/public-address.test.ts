import t from 'tap'
import { isPublicAddress } from '../../src/media/public-address.ts'

const publicOnes = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '93.184.216.34',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2001:4860:4860::8888',
  '2a00:1450:4001:830::200e',
  '2001:200::1',
  '2003::1',
]

const otherOnes: Record<string, readonly string[]> = {
  'this network': ['0.0.0.0', '0.1.2.3', '0.255.255.255', '::'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
  'shared by a carrier': ['100.64.0.0', '100.100.100.200', '100.127.255.255'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  'link-local, with the secrets of cloud machines': ['169.254.0.1', '169.254.169.254', 'fe80::1', 'febf::1'],
  'inside one cloud': ['168.63.129.16', '192.0.0.192', 'fd00:ec2::254'],
  'kept by IANA': ['192.0.0.1', '192.88.99.1', '192.31.196.1', '192.52.193.1', '192.175.48.1', '240.0.0.1'],
  'for documents': ['192.0.2.1', '198.51.100.7', '203.0.113.9', '2001:db8::1', '3fff::1'],
  'for measuring': ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  'for many': ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1', 'ff0e::1'],
  'unique local': ['fc00::1', 'fdff:ffff::1'],
  'site-local': ['fec0::1', 'feff::1'],
  'an IPv4 address in another coat': [
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '::8.8.8.8',
    '::ffff:0:10.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::10.0.0.1',
    '2002:7f00:1::',
    '2002:a00:1::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2600::5efe:a00:1',
    '2600::200:5efe:a00:1',
  ],
  'nobody is there': ['100::1', '2001:10::1', '2001:20::1', '2001:30::1', '4000::1', '5f00::1', '8000::1'],
  'not the canonical spelling': [
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x8.8.8.8',
    '010.8.8.8',
    '8.8.8',
    '[2606:4700:4700::1111]',
    '2606:4700:4700::1111%eth0',
    'fe80::1%eth0',
    'localhost',
    '8.8.8.8 ',
    '',
  ],
}

t.test('addresses of the open internet are public', async (t) => {
  for (const address of publicOnes) t.ok(isPublicAddress(address), address)
})

t.test('no address that is special in any way is public', async (t) => {
  for (const [why, addresses] of Object.entries(otherOnes)) {
    for (const address of addresses) t.notOk(isPublicAddress(address), `${why}: ${address}`)
  }
})
