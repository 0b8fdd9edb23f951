/** The product's name, line and address: the only place that states them. */
export const brand = {
  name: 'ClipForge',
  line: 'Long video in, finished clips out',
  description:
    'Bring a talk, an interview or a stream. Get back short vertical clips that start and end on whole thoughts, keep the speaker in frame and carry captions.',
  supportEmail: 'hello@clipforge.example',
} as const
