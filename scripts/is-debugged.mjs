/** Whether a debugger may hold what is started with this environment: then standing still says nothing. */
export const isDebugged = (env) => /--inspect\b/.test(env.NODE_OPTIONS ?? '')
