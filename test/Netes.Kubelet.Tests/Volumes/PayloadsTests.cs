using System.Text;
using Netes.Api.CoreV1;
using Netes.Kubelet.Volumes;
using static Netes.Kubelet.Tests.Pods.PodFixture;

namespace Netes.Kubelet.Tests.Volumes;

public class PayloadsTests
{
    private static Dictionary<string, VolumeFile> Build(Volume volume, VolumeInputs? inputs = null) =>
        new Payloads(inputs ?? new VolumeInputs { Pod = NewPod() }).Build(volume);

    [Fact]
    public void Build_ConfigMapItems_TakesPathsAndModes()
    {
        var volume = new Volume { Name = "v", ConfigMap = new ConfigMapVolumeSource { Name = "m", DefaultMode = 0x100, Items = [new KeyToPath { Key = "k", Path = "dir/k", Mode = 0x180 }] } };
        var files = Build(volume, new VolumeInputs { Pod = NewPod(), ConfigMap = _ => new ConfigMap { Data = new() { ["k"] = "v", ["other"] = "o" } } });

        var (path, file) = Assert.Single(files);
        Assert.Equal(("dir/k", 0x180, "v"), (path, file.Mode, Encoding.UTF8.GetString(file.Data)));
    }

    [Fact]
    public void Build_MissingSources_UpstreamsWords()
    {
        var volume = new Volume { Name = "v", Secret = new SecretVolumeSource { SecretName = "s" } };
        Assert.Equal("secret \"s\" not found", Assert.Throws<VolumeException>(() => Build(volume)).Message);
        volume.Secret.Optional = true;
        Assert.Empty(Build(volume));

        volume = new Volume { Name = "v", ConfigMap = new ConfigMapVolumeSource { Name = "m", Items = [new KeyToPath { Key = "k", Path = "k" }] } };
        var inputs = new VolumeInputs { Pod = NewPod(), ConfigMap = _ => new ConfigMap() };
        Assert.Equal("configmap references non-existent config key: k", Assert.Throws<VolumeException>(() => Build(volume, inputs)).Message);
    }

    [Fact]
    public void Build_ServiceAccountVolume_HasTokenAuthorityAndNamespace()
    {
        var pod = NewPod();
        pod.Spec.SecurityContext = new PodSecurityContext { RunAsUser = 1000 };
        var volume = new Volume
        {
            Name = "kube-api-access",
            Projected = new ProjectedVolumeSource
            {
                DefaultMode = 0x1A4,
                Sources =
                [
                    new VolumeProjection { ServiceAccountToken = new ServiceAccountTokenProjection { Path = "token" } },
                    new VolumeProjection { ConfigMap = new ConfigMapProjection { Name = "kube-root-ca.crt", Items = [new KeyToPath { Key = "ca.crt", Path = "ca.crt" }] } },
                    new VolumeProjection { DownwardAPI = new DownwardAPIProjection { Items = [new DownwardAPIVolumeFile { Path = "namespace", FieldRef = new ObjectFieldSelector { FieldPath = "metadata.namespace" } }] } },
                ],
            },
        };

        var files = Build(volume, new VolumeInputs { Pod = pod, Token = _ => "jwt", ConfigMap = _ => new ConfigMap { Data = new() { ["ca.crt"] = "PEM" } } });

        Assert.Equal(["ca.crt", "namespace", "token"], files.Keys.Order());
        Assert.Equal("shop", Encoding.UTF8.GetString(files["namespace"].Data));
        Assert.Equal((0x180, 1000L), (files["token"].Mode, files["token"].Owner));
    }

    [Fact]
    public void RenewalTime_Token_AtFourFifthsOrADay()
    {
        Assert.Equal(Now.AddMinutes(48), ServiceAccountTokens.RenewalTime(Now, Now.AddHours(1)));
        Assert.Equal(Now.AddHours(24), ServiceAccountTokens.RenewalTime(Now, Now.AddDays(365)));
    }
}
