/** A line drawing of 24 x 24, decoration only: what it stands for is said in words beside it. */
export function Icon({ path, size = 18 }: { readonly path: string; readonly size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
}

export const icons = {
  close: 'M6 6l12 12M18 6L6 18',
  open: 'M3 7a2 2 0 0 1 2-2h4l2 2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z',
  copy: 'M8 8h11v12H8zM16 8V4H5v12h3',
  help: 'M9.500 9a2.600 2.600 0 1 1 3.700 2.600c-.9.500-1.200 1-1.200 2M12 17.200v.1M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z',
  theme: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 3v18M12 7h6.500M12 11h8.800M12 15h8.200M12 19h4.500',
  posterior: 'M3 19c4 0 5-13 9-13s5 13 9 13',
  model: 'M5 4h6v5H5zM13 15h6v5h-6zM8 9v4h8v2',
  profile: 'M4 20V10M9 20V5M14 20v-8M19 20v-4',
  'trade-off': 'M4 5v15h16M7 9c2 6 6 8 11 8',
} as const;
