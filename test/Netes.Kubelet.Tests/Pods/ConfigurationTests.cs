using Netes.Api.CoreV1;
using Netes.Kubelet.Pods;
using Netes.Kubelet.Pods.Configuration;
using static Netes.Kubelet.Tests.Pods.PodFixture;
using V1 = Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Tests.Pods;

public class ConfigurationTests
{
    private static readonly ResolverConfig Host = ResolverConfig.Parse("nameserver 9.9.9.9\nsearch lan.example\noptions timeout:1\n");

    [Theory]
    [InlineData("ClusterFirst", false, "10.43.0.10", "shop.svc.cluster.local svc.cluster.local cluster.local lan.example")]
    [InlineData("ClusterFirst", true, "9.9.9.9", "lan.example")]
    [InlineData("ClusterFirstWithHostNet", true, "10.43.0.10", "shop.svc.cluster.local svc.cluster.local cluster.local lan.example")]
    [InlineData("Default", false, "9.9.9.9", "lan.example")]
    [InlineData("None", false, "", "")]
    public void Of_DnsPolicy_ChoosesServersAndSearches(string policy, bool hostNetwork, string servers, string searches)
    {
        var pod = NewPod();
        pod.Spec.DnsPolicy = policy;
        pod.Spec.HostNetwork = hostNetwork;

        var dns = PodDns.Of(pod, ["10.43.0.10"], "cluster.local", Host);

        Assert.Equal(servers, string.Join(' ', dns.Servers));
        Assert.Equal(searches, string.Join(' ', dns.Searches));
    }

    [Fact]
    public void Of_DnsConfig_IsMergedAndItsOptionsWin()
    {
        var pod = NewPod();
        pod.Spec.DnsPolicy = "ClusterFirst";
        pod.Spec.DnsConfig = new PodDNSConfig { Nameservers = ["1.1.1.1"], Searches = ["my.dns"], Options = [new() { Name = "ndots", Value = "2" }, new() { Name = "edns0" }] };

        var dns = PodDns.Of(pod, ["10.43.0.10"], "cluster.local", Host);

        Assert.Equal(["10.43.0.10", "1.1.1.1"], dns.Servers);
        Assert.Equal(["ndots:2", "edns0"], dns.Options);
        Assert.Equal("my.dns", dns.Searches[^1]);
    }

    [Fact]
    public void ForPod_SubdomainAndAliases_AreWritten()
    {
        var pod = NewPod();
        pod.Spec.HostAliases = [new HostAlias { Ip = "1.2.3.4", Hostnames = ["a", "b"] }];

        string text = HostsFile.ForPod(pod, ["10.42.0.5"], "web", "sub.shop.svc.cluster.local");

        Assert.Contains("10.42.0.5\tweb.sub.shop.svc.cluster.local\tweb\n", text, StringComparison.Ordinal);
        Assert.Contains("# Entries added by HostAliases.\n1.2.3.4\ta\tb\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernel_LongName_IsCutAtALabel()
    {
        var pod = NewPod();
        pod.Metadata.Name = new string('a', 62) + "-bcd";

        Assert.Equal(new string('a', 62), PodHostname.Kernel(pod, "cluster.local"));
    }

    [Fact]
    public void Build_Sandbox_NamesThePodAsUpstream()
    {
        var pod = NewPod();
        pod.Spec.ShareProcessNamespace = true;
        pod.Spec.SecurityContext = new PodSecurityContext { FsGroup = 2000, SupplementalGroups = [3000], Sysctls = [new Sysctl { Name = "net/core/somaxconn", Value = "1024" }] };
        pod.Spec.Containers![0].Ports = [new ContainerPort { ContainerPortValue = 80, HostPort = 8080, Protocol = "UDP" }];

        var config = SandboxConfiguration.Build(pod, 2, "/pods/x", new PodDirectories("/k", "/k/logs"), new SandboxSettings([], "cluster.local", Host, "n1"));

        Assert.Equal("uid-1", config.Labels["io.kubernetes.pod.uid"]);
        Assert.Equal("/k/logs/shop_web_uid-1", config.LogDirectory);
        Assert.Equal(2u, config.Metadata.Attempt);
        Assert.Equal(V1.NamespaceMode.Pod, config.Linux.SecurityContext.NamespaceOptions.Pid);
        Assert.Equal([2000, 3000], config.Linux.SecurityContext.SupplementalGroups);
        Assert.Equal("1024", config.Linux.Sysctls["net.core.somaxconn"]);
        Assert.Equal((8080, V1.Protocol.Udp), (config.PortMappings[0].HostPort, config.PortMappings[0].Protocol));
    }

    [Theory]
    [InlineData(0L, null, "container has runAsNonRoot and image will run as root")]
    [InlineData(1000L, null, null)]
    [InlineData(1000L, 0L, "container's runAsUser breaks non-root policy")]
    [InlineData(0L, 1000L, null)]
    public void ViolatesNonRoot_Users_UpstreamsWords(long imageUser, long? runAs, string? problem)
    {
        var pod = NewPod();
        var container = pod.Spec.Containers![0];
        container.SecurityContext = new SecurityContext { RunAsNonRoot = true, RunAsUser = runAs };

        string? result = SecurityContexts.ViolatesNonRoot(pod, container, new ImageUser(imageUser, ""));

        if (problem is null) Assert.Null(result);
        else Assert.StartsWith(problem, result, StringComparison.Ordinal);
    }

    [Fact]
    public void ForContainer_ContainersOwnContext_Wins()
    {
        var pod = NewPod();
        pod.Spec.SecurityContext = new PodSecurityContext { RunAsUser = 1, RunAsGroup = 2, SeccompProfile = new SeccompProfile { Type = "RuntimeDefault" } };
        var container = pod.Spec.Containers![0];
        container.SecurityContext = new SecurityContext { RunAsUser = 5, AllowPrivilegeEscalation = false, Capabilities = new Capabilities { Add = ["NET_ADMIN"], Drop = ["ALL"] } };

        var context = SecurityContexts.ForContainer(pod, container, ImageUser.Root, "/seccomp", null);

        Assert.Equal((5, 2, true), (context.RunAsUser.Value, context.RunAsGroup.Value, context.NoNewPrivs));
        Assert.Equal(V1.SecurityProfile.Types.ProfileType.RuntimeDefault, context.Seccomp.ProfileType);
        Assert.Equal(["ALL"], context.Capabilities.DropCapabilities);
        Assert.Contains("/proc/kcore", context.MaskedPaths);
    }

    [Theory]
    [InlineData("SIGTERM", (int)V1.Signal.Sigterm)]
    [InlineData("SIGRTMIN+3", (int)V1.Signal.Sigrtminplus3)]
    public void StopSignal_Name_IsTheRuntimes(string name, int signal) => Assert.Equal(signal, (int)ContainerConfiguration.StopSignal(name));
}
