using System.Text;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.Variables;
using static Netes.Kubelet.Tests.Pods.PodFixture;

namespace Netes.Kubelet.Tests.Pods;

public class ContainerVariablesTests
{
    private static Dictionary<string, string> Build(Container container, VariableSources? sources = null) =>
        new(ContainerVariables.Build(container, sources ?? new VariableSources { Pod = NewPod() }));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$(A)", "1")]
    [InlineData("x$(A)y$(B)z", "x1y2z")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$(NONE)", "$(NONE)")]
    [InlineData("$(A", "$(A")]
    [InlineData("cost$", "cost$")]
    [InlineData("$A", "$A")]
    [InlineData("$$$$(A)", "$$(A)")]
    public void Expand_Text_AsKubernetesDoes(string text, string expected)
    {
        var values = new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" };

        Assert.Equal(expected, Expansion.Expand(text, values.GetValueOrDefault));
    }

    [Fact]
    public void Build_ReferencesToEarlierVariables_AreExpanded()
    {
        var container = NewContainer("app");
        container.Env = [new EnvVar { Name = "HOST", Value = "db" }, new EnvVar { Name = "URL", Value = "http://$(HOST):$(PORT)/$(LATER)" }, new EnvVar { Name = "LATER", Value = "x" }];
        var sources = new VariableSources { Pod = NewPod(), Services = new Dictionary<string, string> { ["PORT"] = "80" } };

        Assert.Equal("http://db:80/$(LATER)", Build(container, sources)["URL"]);
    }

    [Fact]
    public void Build_FieldsAndResources_AreFilledIn()
    {
        var container = NewContainer("app");
        container.Resources.Limits = new() { ["cpu"] = Quantity.Parse("1500m") };
        container.Env =
        [
            new EnvVar { Name = "IP", ValueFrom = new EnvVarSource { FieldRef = new ObjectFieldSelector { FieldPath = "status.podIP" } } },
            new EnvVar { Name = "LABEL", ValueFrom = new EnvVarSource { FieldRef = new ObjectFieldSelector { FieldPath = "metadata.labels['tier']" } } },
            new EnvVar { Name = "CPU", ValueFrom = new EnvVarSource { ResourceFieldRef = new ResourceFieldSelector { Resource = "limits.cpu" } } },
            new EnvVar { Name = "MEMORY", ValueFrom = new EnvVarSource { ResourceFieldRef = new ResourceFieldSelector { Resource = "limits.memory", Divisor = Quantity.Parse("1Mi") } } },
        ];
        var pod = NewPod();
        pod.Metadata.Labels = new() { ["tier"] = "web" };

        var values = Build(container, new VariableSources
        {
            Pod = pod,
            Addresses = new PodAddresses(["10.42.0.5"], ["192.168.1.10"]),
            Allocatable = new Dictionary<string, Quantity> { ["memory"] = Quantity.Parse("2Gi") },
        });

        Assert.Equal(("10.42.0.5", "web", "2", "2048"), (values["IP"], values["LABEL"], values["CPU"], values["MEMORY"]));
    }

    [Fact]
    public void Build_ConfigMapAndSecret_AreRead()
    {
        var container = NewContainer("app");
        container.EnvFrom = [new EnvFromSource { Prefix = "C_", ConfigMapRef = new ConfigMapEnvSource { Name = "config" } }];
        container.Env = [new EnvVar { Name = "PASSWORD", ValueFrom = new EnvVarSource { SecretKeyRef = new SecretKeySelector { Name = "secret", Key = "password" } } }];

        var values = Build(container, new VariableSources
        {
            Pod = NewPod(),
            ConfigMap = _ => new ConfigMap { Data = new() { ["key"] = "value" } },
            Secret = _ => new Secret { Data = new() { ["password"] = Encoding.UTF8.GetBytes("hunter2") } },
        });

        Assert.Equal(("value", "hunter2"), (values["C_key"], values["PASSWORD"]));
    }

    [Fact]
    public void Build_MissingReference_FailsInUpstreamsWords()
    {
        var container = NewContainer("app");
        container.EnvFrom = [new EnvFromSource { ConfigMapRef = new ConfigMapEnvSource { Name = "config" } }];
        Assert.Equal("configmap \"config\" not found", Assert.Throws<ContainerConfigException>(() => Build(container)).Message);

        container.EnvFrom[0].ConfigMapRef!.Optional = true;
        Assert.Empty(Build(container));

        container.Env = [new EnvVar { Name = "A", ValueFrom = new EnvVarSource { SecretKeyRef = new SecretKeySelector { Name = "s", Key = "k" } } }];
        var sources = new VariableSources { Pod = NewPod(), Secret = _ => new Secret() };
        Assert.Equal("couldn't find key k in Secret shop/s", Assert.Throws<ContainerConfigException>(() => Build(container, sources)).Message);
    }

    [Fact]
    public void For_Services_GivesDockerLinkVariables()
    {
        var service = new Service { Metadata = { Name = "my-db", Namespace = "shop" }, Spec = { ClusterIP = "10.43.0.7", Ports = [new ServicePort { Name = "sql", Port = 5432, Protocol = "TCP" }] } };
        var api = new Service { Metadata = { Name = "kubernetes", Namespace = "default" }, Spec = { ClusterIP = "10.43.0.1", Ports = [new ServicePort { Name = "https", Port = 443 }] } };
        var pod = NewPod();

        var values = ServiceVariables.For(pod, [service, api]);
        Assert.Equal("10.43.0.7", values["MY_DB_SERVICE_HOST"]);
        Assert.Equal("5432", values["MY_DB_SERVICE_PORT_SQL"]);
        Assert.Equal("tcp://10.43.0.7:5432", values["MY_DB_PORT_5432_TCP"]);
        Assert.Equal("443", values["KUBERNETES_SERVICE_PORT"]);

        pod.Spec.EnableServiceLinks = false;
        Assert.DoesNotContain("MY_DB_SERVICE_HOST", ServiceVariables.For(pod, [service, api]).Keys);
        Assert.Contains("KUBERNETES_SERVICE_HOST", ServiceVariables.For(pod, [service, api]).Keys);
    }
}
