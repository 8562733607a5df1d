using System.Globalization;
using System.Text;

namespace Netes.Benchmarks.Api;

/// <summary>A two-container Pod that is about 3.8 kB when stored, as the design's table has it.</summary>
internal static class PodTemplate
{
    public static byte[] Create(int index) => Encoding.UTF8.GetBytes($$$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"pod-{{{{index}}}}","labels":{"app":"bench","group":"g{{{{(index % 100).ToString(CultureInfo.InvariantCulture)}}}}","tier":"backend"},
        "annotations":{"example.com/description":"{{{{Description}}}}"}},
        "spec":{"terminationGracePeriodSeconds":0,"containers":[{{{{Container("main")}}}},{{{{Container("side")}}}}],
        "volumes":[{"name":"data","emptyDir":{}},{"name":"config","configMap":{"name":"settings"}}]}}
        """);

    private static readonly string Description = new('d', 300);

    private static string Container(string name) => $$$$"""
        {"name":"{{{{name}}}}","image":"registry.example.com/team/{{{{name}}}}:v1.2.3","args":["--listen=:8080","--log-level=info"],
        "env":[{"name":"POD_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},{"name":"MODE","value":"production"}],
        "ports":[{"name":"{{{{name}}}}-http","containerPort":8080}],
        "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"cpu":"500m","memory":"256Mi"}},
        "livenessProbe":{"httpGet":{"path":"/healthz","port":8080},"periodSeconds":10},
        "readinessProbe":{"httpGet":{"path":"/readyz","port":8080},"periodSeconds":5},
        "volumeMounts":[{"name":"data","mountPath":"/data"},{"name":"config","mountPath":"/etc/config"}]}
        """;
}
