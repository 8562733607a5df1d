using Netes.Api.Schemas;

namespace Netes.ApiServer.OpenApi;

/// <summary>The shape of /version's answer, which is no API type.</summary>
internal static class VersionInfo
{
    public static Schema Schema { get; } = Schema.Object("io.k8s.apimachinery.pkg.version.Info", atomic: false, static () =>
    [
        Required("major"), Required("minor"),
        Optional("emulationMajor"), Optional("emulationMinor"), Optional("minCompatibilityMajor"), Optional("minCompatibilityMinor"),
        Required("gitVersion"), Required("gitCommit"), Required("gitTreeState"), Required("buildDate"), Required("goVersion"),
        Required("compiler"), Required("platform"),
    ]);

    private static SchemaField Required(string name) => new(name, Schema.String) { Required = true, AlwaysWritten = true };

    private static SchemaField Optional(string name) => new(name, Schema.String);
}
