using Netes.Api;
using Netes.Api.CoreV1;
using Netes.ApiServer.Admission.PodSecurity;

namespace Netes.ApiServer.Tests.Admission.PodSecurity;

public sealed class EvaluationTests
{
    private const string Tight = """
        "securityContext":{"allowPrivilegeEscalation":false,"runAsNonRoot":true,"capabilities":{"drop":["ALL"]},"seccompProfile":{"type":"RuntimeDefault"}}
        """;

    [Theory]
    [InlineData("""{"hostNetwork":true,"hostIPC":true}""", "host namespaces (hostNetwork=true, hostIPC=true)")]
    [InlineData("""{"volumes":[{"name":"a","hostPath":{"path":"/"}},{"name":"b","hostPath":{"path":"/"}}]}""", "hostPath volumes (volumes \"a\", \"b\")")]
    [InlineData("""{"containers":[{"name":"c","ports":[{"hostPort":80},{"hostPort":443}]}]}""", "hostPort (container \"c\" uses hostPorts 443, 80)")]
    [InlineData("""{"containers":[{"name":"c","securityContext":{"privileged":true}}],"initContainers":[{"name":"i","securityContext":{"privileged":true}}]}""",
        "privileged (containers \"i\", \"c\" must not set securityContext.privileged=true)")]
    [InlineData("""{"ephemeralContainers":[{"name":"e","securityContext":{"privileged":true}}]}""", "privileged (container \"e\" must not set securityContext.privileged=true)")]
    [InlineData("""{"containers":[{"name":"c","securityContext":{"capabilities":{"add":["SYS_ADMIN","CHOWN","BPF"]}}}]}""",
        "non-default capabilities (container \"c\" must not include \"BPF\", \"SYS_ADMIN\" in securityContext.capabilities.add)")]
    [InlineData("""{"securityContext":{"sysctls":[{"name":"kernel.msgmax","value":"1"},{"name":"net.ipv4.tcp_rmem","value":"1"}]}}""", "forbidden sysctls (kernel.msgmax)")]
    [InlineData("""{"securityContext":{"seLinuxOptions":{"type":"spc_t","role":"r"}},"containers":[{"name":"c","securityContext":{"seLinuxOptions":{"user":"u"}}}]}""",
        "seLinuxOptions (pod and container \"c\" set forbidden securityContext.seLinuxOptions: type \"spc_t\"; user may not be set; role may not be set)")]
    [InlineData("""{"containers":[{"name":"c","securityContext":{"seccompProfile":{"type":"Unconfined"}}}]}""",
        "seccompProfile (container \"c\" must not set securityContext.seccompProfile.type to \"Unconfined\")")]
    [InlineData("""{"containers":[{"name":"c","readinessProbe":{"httpGet":{"host":"1.2.3.4","port":80}},"lifecycle":{"preStop":{"httpGet":{"host":"a","port":80}}}}]}""",
        "probe or lifecycle host (container \"c\" uses probe or lifecycle hosts \"1.2.3.4\", \"a\")")]
    [InlineData("""{"securityContext":{"appArmorProfile":{"type":"Unconfined"}}}""", "forbidden AppArmor profile (pod must not set AppArmor profile type to \"Unconfined\")")]
    [InlineData("""{"securityContext":{"windowsOptions":{"hostProcess":true}}}""", "hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)")]
    public void Baseline_Breach_IsTold(string spec, string told) => Assert.Equal([told], Tell("baseline", "latest", spec));

    [Theory]
    [InlineData("""{"volumes":[{"name":"v","nfs":{"server":"s","path":"/"}},{"name":"ok","image":{"reference":"i"}}]}""",
        "restricted volume types (volume \"v\" uses restricted volume type \"nfs\")")]
    [InlineData("""{"volumes":[{"name":"v","hostPath":{"path":"/"}}]}""", "restricted volume types (volume \"v\" uses restricted volume type \"hostPath\")")]
    [InlineData("""{"securityContext":{"runAsUser":0}}""", "runAsUser=0 (pod must not set runAsUser=0)")]
    [InlineData("""{"securityContext":{"runAsNonRoot":false}}""", "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)")]
    public void Restricted_Breach_IsTold(string spec, string told) =>
        Assert.Equal([told], Tell("restricted", "latest", spec[..^1] + $$$""","containers":[{"name":"c",{{{Tight}}} }]}"""));

    [Fact]
    public void Restricted_PlainContainers_TellsAllInOrder() => Assert.Equal(
        [
            "allowPrivilegeEscalation != false (containers \"a\", \"b\" must set securityContext.allowPrivilegeEscalation=false)",
            "unrestricted capabilities (containers \"a\", \"b\" must set securityContext.capabilities.drop=[\"ALL\"])",
            "runAsNonRoot != true (pod or containers \"a\", \"b\" must set securityContext.runAsNonRoot=true)",
            "seccompProfile (pod or containers \"a\", \"b\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")",
        ],
        Tell("restricted", "latest", """{"containers":[{"name":"a"},{"name":"b"}]}"""));

    [Fact]
    public void Restricted_TightContainer_IsFine() => Assert.Empty(Tell("restricted", "latest", $$$"""{"containers":[{"name":"c",{{{Tight}}} }]}"""));

    [Theory]
    [InlineData("v1.24", 4)]
    [InlineData("v1.25", 1)]
    public void Restricted_Windows_NeedsLinuxFieldsUntil25(string version, int breaches) =>
        Assert.Equal(breaches, Tell("restricted", version, """{"os":{"name":"windows"},"containers":[{"name":"c"}]}""").Length);

    [Theory]
    [InlineData("v1.34", 2)]
    [InlineData("latest", 0)]
    public void Restricted_UserNamespace_ExcusesRootSince35(string version, int breaches) => Assert.Equal(breaches, Tell("restricted", version,
        $$$"""{"hostUsers":false,"containers":[{"name":"c",{{{Tight.Replace("\"runAsNonRoot\":true", "\"runAsUser\":0", StringComparison.Ordinal)}}} }]}""").Length);

    [Fact]
    public void Privileged_Anything_IsFine() => Assert.Empty(Tell("privileged", "latest", """{"hostPID":true}"""));

    [Fact]
    public void Baseline_OldVersion_JudgesSeccompAnnotations()
    {
        var annotations = new Dictionary<string, string> { ["seccomp.security.alpha.kubernetes.io/pod"] = "unconfined" };
        var pod = new PodView(annotations, new PodSpec());
        Assert.Equal("seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod=\"unconfined\")",
            Assert.Single(Evaluation.Violations(new SecurityStandard(SecurityLevel.Baseline, 18), pod)).ToString());
        Assert.Empty(Evaluation.Violations(new SecurityStandard(SecurityLevel.Baseline, 19), pod));
    }

    private static string[] Tell(string level, string version, string spec)
    {
        var pod = ApiJson.Deserialize<Pod>(System.Text.Encoding.UTF8.GetBytes($$$"""{"spec":{{{spec}}} }"""));
        var standard = new SecurityStandard(SecurityStandard.ParseLevel(level)!.Value, SecurityStandard.ParseVersion(version)!.Value);
        return [.. Evaluation.Violations(standard, new PodView(pod.Metadata.Annotations, pod.Spec)).Select(v => v.ToString())];
    }
}
