using System.Text;
using Netes.ApiServer.OpenApi;

namespace Netes.ApiServer.Tests.OpenApi;

public class DescriptionsTests
{
    private static Descriptions Read(string text) => Descriptions.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private const string Text = "V1Pod\tA pod.\n\tSpec\tWhat it should be.\\n\\nMore.\nCorev1Event\t\n\tNote\tAbout it.\nV1JSONSchemaProps\t\n\tRefProperty\tA reference.\n\tXKubernetesListType\tA list.\n";

    [Theory]
    [InlineData("io.k8s.api.core.v1.Pod", "spec", "What it should be.\n\nMore.")]
    [InlineData("io.k8s.api.core.v1.Event", "note", "About it.")]
    [InlineData("io.k8s.api.events.v1.Event", "note", "")]
    [InlineData("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps", "$ref", "A reference.")]
    [InlineData("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps", "x-kubernetes-list-type", "A list.")]
    [InlineData("io.k8s.api.core.v1.Pod", "none", "")]
    public void OfField_FindsTheClientsProperty(string definition, string field, string expected) =>
        Assert.Equal(expected, Read(Text).OfField(definition, field));

    [Fact]
    public void OfType_WithoutDescription_IsEmpty()
    {
        Assert.Equal("A pod.", Read(Text).OfType("io.k8s.api.core.v1.Pod"));
        Assert.Equal("", Read(Text).OfType("io.k8s.api.core.v1.Event"));
        Assert.Equal("", Descriptions.None.OfType("io.k8s.api.core.v1.Pod"));
    }

    [Fact]
    public void Load_OfThisBuild_DescribesCoreTypesIfThePackageWasThere()
    {
        Descriptions built = Descriptions.Load();
        Assert.SkipUnless(built.OfType("io.k8s.api.core.v1.Pod").Length > 0, "built without the KubernetesClient package's documentation");
        Assert.NotEqual("", built.OfField("io.k8s.api.core.v1.Container", "imagePullPolicy"));
        Assert.NotEqual("", built.OfField("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "labels"));
    }
}
