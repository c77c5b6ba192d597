/** People, places and firms. Every address ends in `.example` and every number in a range that is not given to anyone. */

/** First names, family names, country, city, postal code; one line a place so that a person's parts fit together. */
export const places = [
  { country: 'GB', city: 'Bristol', code: 'BS1 4', street: 'Harbour Lane', first: ['Amelia', 'Oliver', 'Isla', 'George', 'Freya', 'Harry'], family: ['Whitfield', 'O’Connor', 'Ashdown', 'Pryce', 'Mac Dhòmhnaill'] },
  { country: 'DE', city: 'München', code: '803', street: 'Rosenheimer Straße', first: ['Jürgen', 'Käthe', 'Björn', 'Anneliese', 'Matthias'], family: ['Großmann', 'Weiß', 'Öztürk', 'Müller-Lüdenscheidt', 'Kühn'] },
  { country: 'FR', city: 'Besançon', code: '250', street: 'rue de l’Église', first: ['Chloé', 'Noël', 'Zoë', 'François', 'Hélène'], family: ['Lefèvre', 'D’Aboville', 'Garçon', 'Benoît', 'Nguyễn'] },
  { country: 'SE', city: 'Malmö', code: '211', street: 'Östra Förstadsgatan', first: ['Åsa', 'Björk', 'Nils', 'Märta', 'Göran'], family: ['Öberg', 'Sjöström', 'Ängqvist', 'Lindström'] },
  { country: 'PL', city: 'Łódź', code: '90-', street: 'ulica Piotrkowska', first: ['Łukasz', 'Żaneta', 'Michał', 'Agnieszka'], family: ['Wójcik', 'Świątek', 'Brzęczyszczykiewicz', 'Zając'] },
  { country: 'PT', city: 'São João da Madeira', code: '3700-', street: 'Rua dos Clérigos', first: ['João', 'Inês', 'Tomás', 'Conceição'], family: ['Gonçalves', 'Simões', 'Magalhães', 'de Sá'] },
  { country: 'GR', city: 'Θεσσαλονίκη', code: '546', street: 'Τσιμισκή', first: ['Ελένη', 'Γιώργος', 'Κατερίνα'], family: ['Παπαδοπούλου', 'Νικολάου', 'Οικονόμου'] },
  { country: 'JP', city: '京都市', code: '604-8', street: '烏丸通', first: ['さくら', '健太', '陽葵', '蓮'], family: ['佐藤', '鈴木', '髙橋', '渡邊'] },
  { country: 'CN', city: '杭州', code: '310', street: '南山路', first: ['娜', '伟', '秀英', '磊'], family: ['李', '王', '张', '欧阳'] },
  { country: 'IL', city: 'תל אביב', code: '612', street: 'רחוב דיזנגוף', first: ['נועה', 'דוד', 'תמר'], family: ['כהן', 'לוי', 'פרץ'] },
  { country: 'EG', city: 'الإسكندرية', code: '215', street: 'شارع فؤاد', first: ['ليلى', 'عمر', 'فاطمة'], family: ['حسن', 'إبراهيم', 'عبد الرحمن'] },
  { country: 'UA', city: 'Львів', code: '790', street: 'вулиця Франка', first: ['Оксана', 'Тарас', 'Соломія'], family: ['Шевченко', 'Ковальчук', 'Бойко'] },
] as const;

/** How often each place comes; a business in the west of England sells most of what it makes near by. */
export const placeWeights = [0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 0, 0] as const;

export const companies = ['Café', 'Studio', 'Guesthouse', 'Interiors', 'Bookshop', 'Bakery', 'Hotel', 'Gallery', 'Clinic', 'Nursery'] as const;
export const companyNames = ['Kingfisher', 'Salt & Smoke', 'Nordlys', 'Old Mill', 'Maison Verte', 'Blåbär', 'Harvest', 'Two Rivers', 'Zum Löwen', 'Lantern'] as const;

/** Latin letters for the part of an e-mail before the @. Names in other scripts give a fixed word. */
export function mailName(name: string): string {
  let known = mailNames.get(name);
  if (known === undefined) {
    known = plainName(name);
    mailNames.set(name, known);
  }
  return known;
}

/** The names above are few; each is simplified once. */
const mailNames = new Map<string, string>();

function plainName(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/ß/g, 'ss')
    .replace(/[Łł]/g, 'l')
    .toLowerCase()
    .replace(/[^a-z]+/g, '');
  return plain === '' ? 'mail' : plain;
}
