/* A plugin around another one, whose file is AROUND: what that one asks of Orthanc goes through `invoke`. */
#include <dlfcn.h>
#include <orthanc/OrthancCPlugin.h>

static OrthancPluginContext *orthanc, inner;

/* In the file that includes this one. */
static OrthancPluginErrorCode invoke(OrthancPluginContext *context, _OrthancPluginService service, const void *given);

static void *symbol(const char *name)
{
    static void *plugin;
    if (plugin == NULL) plugin = dlopen(AROUND, RTLD_NOW | RTLD_LOCAL);
    return plugin == NULL ? NULL : dlsym(plugin, name);
}

static int32_t initialize_inner(OrthancPluginContext *context)
{
    int32_t (*initialize)(OrthancPluginContext *) = symbol("OrthancPluginInitialize");
    if (initialize == NULL) return -1;
    orthanc = context;
    inner = *context;
    inner.InvokeService = invoke;
    return initialize(&inner);
}

ORTHANC_PLUGINS_API void OrthancPluginFinalize(void)
{
    void (*finalize)(void) = symbol("OrthancPluginFinalize");
    if (finalize != NULL) finalize();
}

ORTHANC_PLUGINS_API const char *OrthancPluginGetName(void)
{
    const char *(*name)(void) = symbol("OrthancPluginGetName");
    return name == NULL ? AROUND : name();
}

ORTHANC_PLUGINS_API const char *OrthancPluginGetVersion(void)
{
    const char *(*version)(void) = symbol("OrthancPluginGetVersion");
    return version == NULL ? "" : version();
}
