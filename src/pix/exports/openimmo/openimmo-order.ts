/**
 * The order in which OpenImmo 1.2.7 wants the elements that we write. Its schema is not shipped, because its licence
 * forbids that; this list is written by hand from what public interfaces of it say.
 */
export const openimmoOrder = {
  openimmo: ['uebertragung', 'anbieter'],
  anbieter: ['anbieternr', 'firma', 'openimmo_anid', 'immobilie'],
  immobilie: [
    ...['objektkategorie', 'geo', 'kontaktperson', 'preise', 'flaechen', 'ausstattung', 'zustand_angaben'],
    ...['freitexte', 'anhaenge', 'verwaltung_objekt', 'verwaltung_techn'],
  ],
  objektkategorie: ['nutzungsart', 'vermarktungsart', 'objektart'],
  objektart: [
    ...['zimmer', 'wohnung', 'haus', 'grundstueck', 'buero_praxen', 'einzelhandel', 'gastgewerbe'],
    ...['hallen_lager_prod', 'land_und_forstwirtschaft', 'parken', 'sonstige', 'freizeitimmobilie_gewerblich'],
    'zinshaus_renditeobjekt',
  ],
  geo: ['plz', 'ort', 'strasse', 'hausnummer', 'land'],
  kontaktperson: ['email_zentrale', 'email_direkt', 'tel_zentrale', 'tel_durchw', 'name', 'vorname', 'firma'],
  preise: ['kaufpreis', 'nettokaltmiete', 'kaltmiete', 'warmmiete', 'nebenkosten', 'waehrung'],
  flaechen: ['wohnflaeche', 'nutzflaeche', 'grundstuecksflaeche', 'anzahl_zimmer'],
  freitexte: [
    ...['objekttitel', 'dreizeiler', 'lage', 'ausstatt_beschr', 'objektbeschreibung', 'sonstige_angaben'],
    'objekt_text',
  ],
  anhaenge: ['anhang'],
  anhang: ['anhangtitel', 'format', 'check', 'daten'],
  daten: ['pfad', 'anhanginhalt'],
  verwaltung_objekt: ['objektadresse_freigeben'],
  verwaltung_techn: ['objektnr_intern', 'objektnr_extern', 'aktion', 'openimmo_obid', 'stand_vom'],
} as const satisfies Record<string, readonly string[]>
